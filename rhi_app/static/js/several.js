/* One record may serve several episodes: which of them answers. Mirrors domain/several.py. */

/** The newest says who must agree, in which words, and who reads it: its status is the one that holds today, and the talk is about it first. */
export const leading = ({ episodes }) => episodes.at(-1);

/** The clock is of the one that runs out first: hours lost for one are not made up by another. Without any due time, the newest. */
export function firstDue({ episodes }) {
  const due = episodes.filter((episode) => episode.due_at);
  return due.sort((one, other) => Date.parse(one.due_at) - Date.parse(other.due_at))[0] ?? leading({ episodes });
}
