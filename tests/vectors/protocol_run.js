/** Answers jobs as the phone would: in node for pytest, and in a real page. */

import { factsAtReturn, factsOfEpisode } from "../../rhi_app/static/js/facts.js";
import { contentOf } from "../../rhi_app/static/js/protocol-content.js";
import { dueTimes, nextAt } from "../../rhi_app/static/js/protocol-times.js";
import { decide } from "../../rhi_app/static/js/protocol.js";

const decideJob = (protocols, { authority, facts, on, version }) => decide(protocols, authority, facts, on, version ?? null);
const rulesOf = (answers) => answers.map(({ rule }) => rule);
const slimTopic = (result) => [
  result.verdict, result.provenance, result.missing, result.narrower ?? false, rulesOf(result.answers),
  result.possible.map(({ rule, missing }) => [rule, missing]), (result.also ?? []).map(slimTopic),
];

/** What a decision says, without the texts that it copies from the file. */
const slim = (decision) =>
  Object.entries(decision.questions).map(([question, result]) => [question, slimTopic(result), Object.entries(result.topics).map(([topic, each]) => [topic, slimTopic(each)])]);

const JOBS = {
  decide: decideJob,
  slim: (protocols, job) => slim(decideJob(protocols, job)),
  due: (protocols, job) => dueTimes(decideJob(protocols, job), job.times, protocols.holidays),
  next: (_, { due, now, times }) => nextAt(due, now, times),
  facts: (_, { episode, now }) => factsOfEpisode(episode, now ?? null),
  at_return: (_, { episode }) => factsAtReturn(episode),
  content: (protocols, { authority, on }) => contentOf(protocols, authority, on),
};

function answer(protocols, job) {
  try {
    return JOBS[job.kind](protocols, job);
  } catch (error) {
    if (!error.slug) throw error; // not one of ours: the test must see it
    return { problem: error.slug };
  }
}

export const run = ({ protocols, jobs }) => jobs.map((job) => answer(protocols, job));
