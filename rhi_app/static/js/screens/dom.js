/* The few things that every screen does with the page. No text is ever read as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** A copy of a screen's `<template>`. @param {string} name @returns {HTMLElement} */
export function copy(name) {
  return document.getElementById(`screen-${name}`).content.cloneNode(true).firstElementChild;
}

/** @param {ParentNode} root @param {string} name @returns {HTMLElement} */
export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Puts words into slots; null takes the slot away, with what stands around it only for it (`data-with`). */
export function say(root, words) {
  for (const [name, text] of Object.entries(words)) {
    const place = slot(root, name);
    if (!place) continue;
    if (text === null || text === "") place.closest(`[data-with~="${name}"]`)?.remove() ?? place.remove();
    else place.replaceChildren(...[text].flat());
  }
  return root;
}

/** A repeated row: a copy of the inner `<template data-row="name">`. */
export function row(root, name) {
  return root.querySelector(`template[data-row="${name}"]`).content.cloneNode(true).firstElementChild;
}

/** @param {string} tag @param {Record<string, string | boolean | null>} attributes */
export function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.filter((part) => part !== null && part !== ""));
  return made;
}

export const strong = (text) => element("strong", {}, text);

/** An icon of the page's sprite. The word stands beside it, so it is hidden from readers. */
export function icon(name, classes = "rhi-icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", classes);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** How much of the time is left, 0 to 100; the sentence beside it says the same. */
export function ring(share, large = false) {
  const made = document.getElementById("screen-ring").content.cloneNode(true).firstElementChild;
  made.classList.toggle("rhi-ring--large", large);
  made.querySelector(".rhi-ring__left").setAttribute("stroke-dasharray", `${share} 100`);
  return made;
}

/** Runs when a control that is tapped is tapped, once until it is done: two quick taps are one. */
export function onTap(control, work) {
  let busy = false;
  control.addEventListener("click", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      await work(event);
    } finally {
      busy = false;
    }
  });
  return control;
}
