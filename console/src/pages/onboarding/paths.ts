/** Where a package is made. */
export const NEW_PACKAGE_PATH = '/registry/onboarding/new';
