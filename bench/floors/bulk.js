/* Many records sealed by hand and put in one transaction; or, after a new start, read and opened. */
async ({ value, records, isWritten }) => {
  const { Dexie } = await import("/dexie.mjs");
  const database = new Dexie("bulk", { chromeTransactionDurability: "strict" });
  database.version(1).stores({ cases: "id" });
  const key = await crypto.subtle.importKey("raw", new Uint8Array(32), "AES-GCM", false, ["encrypt", "decrypt"]);
  async function row(id) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { id, iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify({ ...value, record: id }))) };
  }
  const open = async ({ iv, bytes }) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes)));
  const began = performance.now();
  if (!isWritten) await database.cases.bulkPut(await Promise.all(Array.from({ length: records }, (_, id) => row(id))));
  else if ((await Promise.all((await database.cases.toArray()).map(open))).length !== records) throw new Error("not all");
  const taken = performance.now() - began;
  database.close();
  return taken;
}
