/** node tests/vectors/protocol_in_node.js : reads {"protocols", "jobs"} from stdin and answers each job as the phone would. */

import { readFileSync } from "node:fs";
import { factsAtReturn, factsOfEpisode } from "../../rhi_app/static/js/facts.js";
import { contentOf } from "../../rhi_app/static/js/protocol-content.js";
import { dueTimes, nextAt } from "../../rhi_app/static/js/protocol-times.js";
import { decide } from "../../rhi_app/static/js/protocol.js";

const { protocols, jobs } = JSON.parse(readFileSync(0, "utf8"));
const decideJob = ({ authority, facts, on, version }) => decide(protocols, authority, facts, on, version ?? null);
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
  slim: (job) => slim(decideJob(job)),
  due: (job) => dueTimes(decideJob(job), job.times, protocols.holidays),
  next: ({ due, now, times }) => nextAt(due, now, times),
  facts: ({ episode, now }) => factsOfEpisode(episode, now ?? null),
  at_return: ({ episode }) => factsAtReturn(episode),
  content: ({ authority, on }) => contentOf(protocols, authority, on),
};

function answer(job) {
  try {
    return JOBS[job.kind](job);
  } catch (error) {
    if (!error.slug) throw error; // not one of ours: the test must see it
    return { problem: error.slug };
  }
}

console.log(JSON.stringify(jobs.map(answer)));
