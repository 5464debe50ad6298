// A typed client in TypeScript: generates the types from the served OpenAPI document, compiles
// `typescript/walk.ts` with every strict check, and runs it.

import { execFileSync } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { SERVER, WORK, MODULES } = process.env;
const walk = fileURLToPath(new URL("typescript/walk.ts", import.meta.url));

/** Runs a program of a package. */
function run(program, ...options) {
  execFileSync(process.execPath, [join(MODULES, program), ...options], {
    cwd: WORK,
    stdio: ["ignore", "inherit", "inherit"],
  });
}

symlinkSync(MODULES, join(WORK, "node_modules"));
writeFileSync(join(WORK, "package.json"), JSON.stringify({ type: "module" }));
copyFileSync(walk, join(WORK, "walk.ts"));
run("openapi-typescript/bin/cli.js", `${SERVER}/api/v1/openapi.json`, "--output", "directory.d.ts");
console.log("ok - the types are generated");
const options = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    noImplicitReturns: true,
    target: "es2022",
    module: "es2022",
    moduleResolution: "bundler",
    lib: ["es2022", "dom"],
    types: [],
  },
  files: ["walk.ts"],
};
writeFileSync(join(WORK, "tsconfig.json"), JSON.stringify(options));
run("typescript/bin/tsc");
console.log("ok - the walk compiles with every strict check");
execFileSync(process.execPath, [join(WORK, "walk.js")], { stdio: "inherit" });
