/* From the touch on "Finish and seal" to the receipt in the phone's own store. */
async ({ app, record, drafts, ended, finished }) => {
  const [records, outbox, sync] = await Promise.all(["records", "outbox", "sync"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
  await records.saveDraft(record, "interview", drafts.interview);
  await records.endVisit(record, ended);
  await sync.sendAndFetch();
  for (const form of ["lists", "analysis"]) await records.saveDraft(record, form, drafts[form]);
  const began = performance.now();
  await records.finishRecord(record, finished);
  const sealed = performance.now() - began;
  const sending = sync.sendAndFetch();
  while (!(await outbox.rowsOf(record)).every(({ receipt }) => receipt)) await new Promise((again) => setTimeout(again, 1));
  const received = performance.now() - began;
  await sending;
  return { sealed, received };
}
