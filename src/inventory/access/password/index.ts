export { type HashCost, OWASP_COST } from './argon2.ts';
export { createGate, type Gate } from './gate.ts';
export { createPasswords, type Passwords } from './passwords.ts';
export { checkPassword, LONGEST_PASSWORD, makePassword, SHORTEST_PASSWORD } from './policy.ts';
