import { isLoopback } from '../http-address.ts';

/**
 * Whether an address asks for credentials. `auto`: where other machines can reach it; on this machine
 * alone, whoever is on it could read the data anyway.
 */
export function isAuthenticated(mode: 'auto' | 'on' | 'off', host: string): boolean {
  return mode === 'auto' ? !isLoopback(host) : mode === 'on';
}
