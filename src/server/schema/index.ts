export { NoQuery, objectAnswers, plainAnswers, readAnswers } from './answers.ts';
export { named, nameOf, wire } from './wire.ts';
