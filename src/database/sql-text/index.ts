export { createSchemaSql } from './create-schema.ts';
export { type ChosenText, chooseText, STEP } from './directives.ts';
export { fillIn, withNames } from './placeholders.ts';
