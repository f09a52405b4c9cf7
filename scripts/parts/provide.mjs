import { dockerHindrance, findImage, pullImage } from './docker.mjs';
import { findTimescale, makeTimescale, timescaleHindrance } from './timescale.mjs';

/**
 * Fetches what is missing and can be had; answers why the tests have to do without it, or undefined.
 * `fetches`: false where only what is there already is used.
 */
export async function provide({ find, hindrance, make }, { fetches }) {
  if (find() !== undefined) return undefined;
  const reason = hindrance();
  if (reason !== undefined) return reason;
  if (!fetches) return 'it is not on this machine yet; `npm test` without arguments fetches it';
  try {
    await make();
    return undefined;
  } catch (fault) {
    if (fault.output) process.stderr.write(`${fault.output}\n`);
    return `fetching it failed: ${fault.message}`;
  }
}

/** Provides both editions of TimescaleDB; answers by lane why the tests have to do without one. */
export async function provideTimescale(how) {
  const { env } = process;
  const reasons = {};
  if (!env.RADARSTORE_TEST_TIMESCALE_URL && (await provide(image('timescale-apache'), how))) {
    const packages = {
      find: findTimescale,
      hindrance: timescaleHindrance,
      make: makeTimescale,
    };
    reasons['timescale-apache'] = await provide(packages, how);
  }
  if (!env.RADARSTORE_TEST_COMMUNITY_URL) {
    const hindrance = await provide(image('timescale'), how);
    reasons.community = hindrance && `RADARSTORE_TEST_COMMUNITY_URL is not set, and ${hindrance}`;
  }
  return reasons;
}

/** Tests of an engine that could not be fetched name the reason. */
export const absentVariables = (reasons) => ({ RADARSTORE_TEST_ABSENT: JSON.stringify(reasons) });

const image = (engine) => ({
  find: () => findImage(engine),
  hindrance: dockerHindrance,
  make: () => pullImage(engine),
});
