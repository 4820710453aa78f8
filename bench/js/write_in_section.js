/* Opens a section until it has been painted, then types; each key until the screen says that it is saved. */
async ({ app, record, path, openings, keys }) => {
  const { go } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/screens/navigation.js"));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const saved = async () => { while (!document.querySelector(".rhi-saving--saved")) await painted(); };
  const taken = { opened: [], saved: [] };
  for (let time = 0; time < openings; time += 1) {
    await go("/app/");
    await painted();
    const began = performance.now();
    await go(["/app/case", record, ...path].join("/"));
    await painted();
    taken.opened.push(performance.now() - began);
  }
  const field = document.querySelector("#app textarea, #app input[type=text]");
  for (let time = 0; time < keys; time += 1) {
    const began = performance.now();
    field.value = `${field.value.slice(0, -1)}${time % 10}`;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await saved();
    taken.saved.push(performance.now() - began);
  }
  return taken;
}
