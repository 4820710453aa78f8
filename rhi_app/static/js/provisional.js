/** The episode of a case that has none yet: the national protocol holds, the one that extends no other, and hardly a fact is known. */

/**
 * @param {object[]} entries of the case: what was told stands in "begun"
 * @param {Record<string, object[]>} versions of the protocols, by authority
 */
export function provisionalEpisode(entries, versions) {
  const told = entries.find(({ kind }) => kind === "begun");
  const at = (told ?? entries.at(-1))?.happened_at ?? new Date().toISOString();
  const age = Number(told?.answers["begun.age"]);
  return {
    ...NOTHING_KNOWN, authority: nationalOf(versions), missing_from: told?.answers["begun.lives"] ?? "other", missing_from_at: at, referred_at: at,
    age: age || null,
  };
}

/** @param {Record<string, object[]>} versions @returns {string | undefined} */
export const nationalOf = (versions) => Object.keys(versions).find((authority) => !versions[authority].at(-1).extends);

const NOTHING_KNOWN = {
  id: "", number: 1, isProvisional: true, protocol_version: "", category: null, grade: null, reported_at: null, found_at: null, returned_at: null,
  due_at: null, legal_status: null, services: null, placement: null, host_authority: null, at_return: null, facts: {}, decided: [],
  previous_episodes: null, earlier_episodes: null, circumstances: "", police_reference: "", contact_first: "",
  visiting_risk: { known: null, text: "" },
};
