/* A bundle of many cases taken in, as it would come from the server; their records' ids, and how long it took. */
async ({ app, count }) => {
  const MADE = "made ";
  const load = (name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`));
  const [{ takeBundle }, { common, readServerCase }, { readMeta }, { newId }, store] = await Promise.all(["bundle", "cases", "meta", "identifiers", "store"].map(load));
  const known = await Promise.all((await store.getAll("cases")).map(({ record }) => readServerCase(record)));
  const made = known.filter(({ reference }) => reference.startsWith(MADE));
  const more = Array.from({ length: count - made.length }, (_, at) => ({ ...known[0], record: newId(), reference: `${MADE}${made.length + at}`, entries: [], state: "open" }));
  const cases = [...known, ...more];
  const payload = { ...(await common()), cases };
  const number = ((await readMeta("bundle"))?.number ?? 0) + 1;
  const began = performance.now();
  await takeBundle({ number, payload });
  return { ms: performance.now() - began, records: [...made, ...more].map(({ record }) => record), value: more[0] };
}
