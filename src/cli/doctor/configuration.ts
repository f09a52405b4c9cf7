import type { ConfigReading } from '../../config/index.ts';
import type { HealthCheck } from '../../observe/index.ts';

/** Whether flags, variables and file can be used; one finding for each problem. */
export function checkConfiguration(reading: ConfigReading): HealthCheck[] {
  if (reading.problems.length > 0) {
    return reading.problems.map((problem) => ({
      name: 'configuration',
      state: 'failed',
      message: problem.message,
      hint: 'See `radarstore config docs` for every setting.',
    }));
  }
  const given = reading.entries.filter((entry) => entry.origin.from !== 'default').length;
  const from =
    reading.file === null ? 'No configuration file' : `Configuration file ${reading.file}`;
  return [
    {
      name: 'configuration',
      state: 'ok',
      message: `${from}; ${given} of ${reading.entries.length} settings are given, the others have their defaults.`,
    },
  ];
}
