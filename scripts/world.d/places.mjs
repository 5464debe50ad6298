// Countries of the pieces of land for which the data differs from ISO 3166.
//
// Natural Earth assigns territories by control, and draws some territories that have a code in ISO
// 3166 as part of another country. Three disputed territories are separate lands in the data, or
// part of another country than in ISO 3166: Somaliland, Northern Cyprus, Crimea. The Siachen
// Glacier belongs to no country in the data, and is left out.

/** Codes of the lands without an ISO number, by their name in the data. */
export const NAMED = {
    Kosovo: "XK",
    Somaliland: "SO",
    "N. Cyprus": "CY",
    // Christmas Island and the Cocos Islands; PIECES distinguishes them.
    "Indian Ocean Ter.": "AU",
};

/** Boxes (west, south, east, north) in which land of the second country belongs to the first. */
export const PIECES = [
    ["GF", "FR", -55, 2, -51, 6],
    ["GP", "FR", -62, 15.8, -61, 16.6],
    ["MQ", "FR", -61.3, 14.3, -60.7, 15],
    ["RE", "FR", 55, -21.5, 56, -20.8],
    ["YT", "FR", 45, -13.1, 45.4, -12.5],
    ["BQ", "NL", -68.5, 12, -68.1, 12.4],
    ["BQ", "NL", -63.4, 17.4, -62.9, 17.7],
    ["SJ", "NO", 10, 76, 34, 81],
    ["SJ", "NO", -10, 70, -7, 72],
    ["BV", "NO", 3, -55, 4, -54],
    ["TK", "NZ", -173, -10, -171, -8],
    ["CX", "AU", 105, -11, 106, -10],
    ["CC", "AU", 96, -13, 97, -11],
    // UA-43 in ISO 3166-2.
    ["UA", "RU", 32.4, 44.3, 36.7, 46.3],
];

/** Not on the map: Antarctica, and islets without inhabitants all over the Pacific. */
export const LEFT_OUT = new Set(["AQ", "UM"]);
