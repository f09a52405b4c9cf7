export { type CreatedPackage, createPackage } from './create.ts';
export { defaultsOf, type MetadataDefault, type PackageMetadata } from './metadata.ts';
export { type CreateDefaults, type CreateRequest, type PackagePlan, readType } from './request.ts';
