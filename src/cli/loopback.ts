/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

export const NO_AUTHENTICATION =
  'authentication is off (auth.enabled): whoever reaches this address may read and change everything';
