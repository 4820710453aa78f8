/* Sealed by hand before the clock starts, sent in binary batches, one after the other. */
async ({ value, records, batch }) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const seal = () => crypto.subtle.encrypt({ name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) }, key, bytes);
  const all = await Promise.all(Array.from({ length: records }, seal));
  const began = performance.now();
  for (let at = 0; at < all.length; at += batch) {
    const answer = await fetch("/kept", { method: "POST", body: new Blob(all.slice(at, at + batch)) });
    if (!answer.ok) throw new Error(`${answer.status}`);
  }
  return performance.now() - began;
}
