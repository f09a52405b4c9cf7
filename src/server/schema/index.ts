export { NoQuery, objectAnswers, plainAnswers, readAnswers } from './answers.ts';
export { leaveErrorsToJson } from './lean.ts';
export { rememberingSelector } from './serialisers.ts';
export { named, nameOf, wire } from './wire.ts';
