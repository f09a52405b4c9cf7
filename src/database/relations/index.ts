export {
  columnDefinition,
  createStatements,
  defaultOf,
  hasNullableKey,
  hasPrimaryKey,
  hypertableStatement,
  indexStatement,
  keyName,
  keyStatement,
} from './create.ts';
