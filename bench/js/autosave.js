/* One answer more each time, as in an interview; then the same bytes without the vault around them. */
async ({ app, record, answers, times }) => {
  const { saveDraft } = await import(new URL("./drafts.js", app).href);
  const questions = Object.entries(answers).filter(([, answer]) => typeof answer === "string");
  const grown = (time) => Object.fromEntries(questions.map(([id, text], at) => [id, at === time % questions.length ? `${text} ${time}` : text]));

  async function timed(save) {
    const taken = [];
    for (let time = 0; time < times; time += 1) {
      const began = performance.now();
      await save(grown(time));
      taken.push(performance.now() - began);
    }
    return taken;
  }

  const database = await new Promise((done, fail) => {
    const opening = indexedDB.open("bench", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
  });
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const bytesOf = (value) => new TextEncoder().encode(JSON.stringify({ form: "interview", formVersion: 1, answers: value, savedAt: new Date().toISOString() }));

  async function bare(value) {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, bytesOf(value));
    await new Promise((done, fail) => {
      const transaction = database.transaction("drafts", "readwrite", { durability: "strict" });
      transaction.objectStore("drafts").put({ nonce, sealed }, record);
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
  }

  const ours = await timed((value) => saveDraft(record, "interview", value));
  return { ours, bare: await timed(bare), bytes: bytesOf(grown(0)).length };
}
