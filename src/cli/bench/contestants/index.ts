export { hasPsql, passThroughContestant, psqlContestant } from './copy.ts';
export { httpContestant, otlpContestant } from './http.ts';
export { writerContestant } from './writer.ts';
