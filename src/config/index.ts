export { DEBUG_VARIABLE, URL_ALIAS } from './environment.ts';
export { isRetentionName, RETENTION, type RetentionName, type SettingName } from './family.ts';
export { FILE_VARIABLE } from './file.ts';
export { allowedOf, type ConfigKey, defaultText, flagOf, variableOf } from './key.ts';
export {
  type ConfigEntry,
  type ConfigReading,
  type ConfigSources,
  readConfig,
  requireSettings,
} from './load.ts';
export { type Environment, type Machine, thisMachine } from './machine.ts';
export { didYouMean, nearestKeys } from './nearest.ts';
export { describeOrigin, type Origin } from './origin.ts';
export { type ConfigProblem, configFault } from './problem.ts';
export { configurationReference } from './reference.ts';
export { CONFIG_KEY_NAMES, CONFIG_SCHEMA, type ConfigKeyName, isConfigKey } from './schema.ts';
export { maskUrl } from './secret-url.ts';
export type { AuthConfig } from './sections/auth.ts';
export type { InventoryConfig } from './sections/inventory.ts';
export type { MetadataDefault, OnboardingConfig } from './sections/onboarding.ts';
export type { RegistryConfig } from './sections/registry.ts';
export type { Settings } from './settings.ts';
