/** The version of bundles that are written. Version 1, which had no programs, is read too. */
export const BUNDLE_VERSION = 2;
