// Generates the world map; started by scripts/world.
//
// Land is projected (Equal Earth, which keeps areas in proportion), simplified by the area that
// each point adds, and written as one path for each country. A country too small to see is a
// circle. Neighbours keep common borders, because arcs are simplified before they are joined and
// all points are rounded on one grid.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { planarTriangleArea, presimplify, simplify } from "topojson-simplify";
import { Pen } from "./pen.mjs";
import { LEFT_OUT, NAMED, PIECES } from "./places.mjs";

/** Width of the map in units; all points have whole coordinates. */
const WIDTH = 4000;
/** Minimum area that a point must add, in square units. */
const DETAIL = 6;
/** Minimum area of an island that is drawn, unless it is the largest of its country. */
const ISLAND = 24;
/** A country whose whole land is smaller than this is a circle. */
const SMALL = 70;
const RADIUS = 8;
/** The map is cut at 169° West, through the Bering Strait, which leaves Russia in one piece. */
const MIDDLE = 11;

const [path, option] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const projection = geoEqualEarth().rotate([-MIDDLE, 0]).precision(0);
fit(projection);

const pieces = new Map();
collect("50m");
collect("10m");
const byCode = [...pieces.keys()].sort().map((code) => shape(code, pieces.get(code)));
// Circles are drawn on top of their neighbours.
const shapes = [...byCode.filter((one) => !one.isSmall), ...byCode.filter((one) => one.isSmall)];
const height = Math.max(...shapes.map((shape) => shape.bottom));
const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}"><g id="all">\n` +
    `${shapes.map((shape) => shape.text).join("\n")}\n</g></svg>\n`;

if (option === "--check") {
    const same = readFileSync(path, "utf8") === svg;
    console.log(same ? `${path} is what would be written` : `${path} differs`);
    process.exitCode = same ? 0 : 1;
} else {
    writeFileSync(path, svg);
    console.log(`${path}: ${shapes.length} countries, ${svg.length} bytes`);
}

/** Scales the projection to the full width, with a margin for circles at the edge. */
function fit(projection) {
    const { features } = feature(...world("50m"));
    const land = features.filter((one) => !LEFT_OUT.has(code(one)));
    projection.fitWidth(WIDTH - 2 * RADIUS, { type: "FeatureCollection", features: land });
    const [x, y] = projection.translate();
    projection.translate([x + RADIUS, y + RADIUS]);
}

function world(scale) {
    const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`)));
    return [topology, topology.objects.countries];
}

/** Adds the countries of a scale that earlier scales do not have. */
function collect(scale) {
    const [topology, countries] = world(scale);
    const weighed = presimplify(topology, (triangle) => planarTriangleArea(triangle.map(onPaper)));
    const simple = simplify(weighed, DETAIL);
    const known = new Set(pieces.keys());
    // The size of a country comes from its original shape; the simplified shape is drawn.
    const [exact, drawn] = [feature(topology, countries), feature(simple, simple.objects.countries)];
    exact.features.forEach((one, index) => {
        const drawnOne = polygons(drawn.features[index]);
        polygons(one).forEach((polygon, place) => {
            const owner = whose(code(one), middle(polygon));
            if (!owner || known.has(owner) || LEFT_OUT.has(owner)) return;
            if (!pieces.has(owner)) pieces.set(owner, []);
            pieces.get(owner).push({ exact: polygon, drawn: drawnOne[place] });
        });
    });
}

function onPaper(point) {
    return projection(point) ?? [0, 0];
}

function polygons({ geometry }) {
    return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

/** The two-letter code of a country, from its ISO number or its name in the data. */
function code({ id, properties }) {
    if (id === undefined) return NAMED[properties.name];
    const locale = new Intl.Locale(`und-${id}`);
    return /^[A-Z]{2}$/.test(locale.region) ? locale.region : undefined;
}

function whose(owner, [longitude, latitude]) {
    const piece = PIECES.find(([, from, west, south, east, north]) =>
        from === owner && west <= longitude && longitude <= east && south <= latitude && latitude <= north);
    return piece?.[0] ?? owner;
}

/** The middle of the box around a polygon. */
function middle([ring]) {
    const along = (axis) => ring.map((point) => point[axis]);
    const between = (values) => (Math.min(...values) + Math.max(...values)) / 2;
    return [between(along(0)), between(along(1))];
}

/** One country as SVG. */
function shape(code, pieces) {
    const measure = geoPath(projection);
    const areas = pieces.map(({ exact }) => measure.area({ type: "Polygon", coordinates: exact }));
    const largest = areas.indexOf(Math.max(...areas));
    const main = { type: "Polygon", coordinates: pieces[largest].exact };
    if (areas.reduce((sum, area) => sum + area, 0) < SMALL) {
        const [x, y] = measure.centroid(main).map(Math.round);
        const text = `<circle id="${code}" cx="${x}" cy="${y}" r="${RADIUS}"/>`;
        return { isSmall: true, bottom: y + RADIUS, text };
    }
    // Islands beyond the cut would be drawn at the other edge of the map.
    const [x] = measure.centroid(main);
    const isNear = (piece) => {
        const there = measure.centroid({ type: "Polygon", coordinates: piece.exact })[0];
        return Math.abs(there - x) < WIDTH / 2;
    };
    const coordinates = pieces
        .filter((piece, index) => index === largest || (areas[index] >= ISLAND && isNear(piece)))
        .map((piece) => piece.drawn);
    const pen = new Pen();
    geoPath(projection, pen)({ type: "MultiPolygon", coordinates });
    return { isSmall: false, bottom: pen.bottom, text: `<path id="${code}" d="${pen.text}"/>` };
}
