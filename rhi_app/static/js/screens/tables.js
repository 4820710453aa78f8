/* Tables that the phone and the server share, from the phone's cache. */

const tables = new Map();

/** Which answer may go to whom. */
export const selection = () => tableOf("selection", ({ questions }) => questions);

/** Every fact on which a protocol may rest, with the question that asks for it. */
export const facts = () => tableOf("facts", ({ age }) => age);

function tableOf(name, isWhole) {
  if (!tables.has(name)) tables.set(name, read(name, isWhole));
  return tables.get(name);
}

async function read(name, isWhole) {
  try {
    const table = await asked(`/app/data/${name}.json`);
    if (!table || !isWhole(table)) throw new Error(name);
    return table;
  } catch (error) {
    tables.delete(name); // not there this time; the next try asks again
    throw error;
  }
}

function asked(path) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.responseType = "json";
    request.onload = () => resolve(request.response);
    request.onerror = () => reject(new Error(path));
    request.send();
  });
}
