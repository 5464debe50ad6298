// Path data.

/** Writes rings as the shortest path data: relative steps between points of the grid. */
export class Pen {
    text = "";
    bottom = 0;
    ring = [];
    moveTo(x, y) {
        this.ring = [];
        this.lineTo(x, y);
    }
    lineTo(x, y) {
        const point = [Math.round(x), Math.round(y)];
        const last = this.ring.at(-1);
        if (!last || last[0] !== point[0] || last[1] !== point[1]) this.ring.push(point);
    }
    closePath() {
        const [first, ...rest] = this.ring;
        if (rest.length < 2) return;
        this.bottom = Math.max(this.bottom, ...this.ring.map(([, y]) => y));
        let [x, y] = first;
        const numbers = rest.flatMap((point) => {
            const step = [point[0] - x, point[1] - y];
            [x, y] = point;
            return step;
        });
        // A minus parts two numbers as well as a space does.
        const steps = numbers.join(" ").replaceAll(" -", "-");
        this.text += `M${first[0]} ${first[1]}l${steps}z`;
    }
}
