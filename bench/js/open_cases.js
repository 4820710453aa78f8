/* The records on this phone that are still open, after asking the server once. */
async ({ app }) => {
  const [sync, cases] = await Promise.all(["sync", "cases"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
  await sync.sendAndFetch();
  return (await cases.listCases()).filter(({ state }) => state === "open").map(({ record }) => record);
}
