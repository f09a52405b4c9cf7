export { answerFault, errorBody } from './answer.ts';
export { type ListenFlags, listenFault } from './listen.ts';
export { nameFault } from './name-fault.ts';
export { AFTER_ANSWER_MS, answerUnparsed } from './unparsed.ts';
