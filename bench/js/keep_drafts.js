/* What is being written of a record; null: nothing any more. */
async ({ app, record, drafts, versions }) => {
  const { discardDraft, saveDraft } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/drafts.js"));
  for (const [form, answers] of Object.entries(drafts)) await (answers ? saveDraft(record, form, answers, versions[form]) : discardDraft(record, form));
}
