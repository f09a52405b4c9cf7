import { compare, getRounds } from 'bcryptjs';

const FORM = /^\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}$/;

/** A hash of more rounds would hold the process up for minutes: nobody made it by intention. */
const MOST_ROUNDS = 15;

/** Whether a stored hash is one of the old system. */
export const isBcrypt = (stored: string) => FORM.test(stored) && getRounds(stored) <= MOST_ROUNDS;

/** Whether a password is the one of a hash of the old system. */
export const verifyBcrypt = (stored: string, password: string): Promise<boolean> =>
  compare(password, stored.replace(/^\$2[xy]\$/, '$2b$'));
