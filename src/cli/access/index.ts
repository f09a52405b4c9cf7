export {
  ACCESS_SETTINGS,
  type OpenedAccess,
  PARTITIONS_OPTION,
  PASSWORD_OPTION,
  partitionsOption,
  passwordOption,
  requireArgument,
  requireNamed,
  WHICH_DATABASE,
  withAccess,
  wordsOption,
} from './open.ts';
