/* Pages and tables out of the phone's cache, each read once. By XMLHttpRequest: it gives a page as a document, and no HTML string is parsed by script. */

const kept = new Map();

/**
 * @param {string} address
 * @param {"document" | "json"} type
 * @param {(content: any) => unknown} isWhole whether it is what was asked for
 * @returns {Promise<any>}
 */
export async function cached(address, type, isWhole) {
  if (!kept.has(address)) kept.set(address, read(address, type));
  try {
    const content = await kept.get(address);
    if (!content || !isWhole(content)) throw new Error(address);
    return content;
  } catch (error) {
    kept.delete(address); // not there this time; the next try asks again
    throw error;
  }
}

function read(address, type) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = type;
    request.onload = () => resolve(request.response);
    request.onerror = () => reject(new Error(address));
    request.send();
  });
}
