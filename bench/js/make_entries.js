/* One entry for each record, sealed; nothing leaves meanwhile. */
async ({ app, records, answers }) => {
  const { addEntry } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/entries.js"));
  for (const record of records) await addEntry(record, { kind: "interview", form: "interview", answers });
}
