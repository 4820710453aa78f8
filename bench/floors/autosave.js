/* Dexie and AES-GCM by hand: `records` sealed rows, then one of them replaced again and again. */
async ({ answers, records, strict, times }) => {
  const { Dexie } = await import("/dexie.mjs");
  const database = new Dexie(`autosave-${records}-${strict}`, strict ? { chromeTransactionDurability: "strict" } : {});
  database.version(1).stores({ drafts: "id" });
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  async function sealed(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value))) };
  }
  const row = async (id, value) => ({ id, ...(await sealed({ form: "interview", answers: value, savedAt: new Date().toISOString() })) });
  await database.drafts.bulkPut(await Promise.all(Array.from({ length: records }, (_, id) => row(id, answers))));
  const taken = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await database.drafts.put(await row(0, { ...answers, time: `${time}` }));
    taken.push(performance.now() - began);
  }
  database.close();
  return taken;
}
