import {
  ACCESS_SETTINGS,
  PARTITIONS_OPTION,
  PASSWORD_OPTION,
  partitionsOption,
  passwordOption,
  requireArgument,
  WHICH_DATABASE,
  withAccess,
  wordsOption,
} from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { answerMade } from './told.ts';

export const usersCreate: Command = {
  name: 'users create',
  summary: 'make a user, and tell the password once',
  description: `Makes a user who logs in by a name and a password.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument: { name: 'name', meaning: 'name for logging in; case makes no difference' },
  options: [
    {
      flags: '--roles <list>',
      meaning: 'admin, operator, viewer or writer; several with commas between (default: viewer)',
    },
    { flags: '--email <address>', meaning: 'e-mail address' },
    PARTITIONS_OPTION,
    PASSWORD_OPTION,
  ],
  json: true,
  examples: [
    { line: 'radarstore users create ada --roles admin', meaning: 'an admin' },
    {
      line: 'radarstore users create bob --roles operator --partitions branch-7',
      meaning: 'who sees one partition',
    },
  ],
  run: async (call) => {
    const username = requireArgument(call, 'name of the user');
    const password = await passwordOption(call);
    const email = call.options.email as string | undefined;
    const roles = wordsOption(call, 'roles') ?? ['viewer'];
    return withAccess(call, async ({ parts, by }) => {
      const { createUser } = await import('../../inventory/index.ts');
      const partitions = partitionsOption(call);
      const wanted = { username, email, roles, partitions, password };
      await answerMade(call, await createUser(parts, wanted, by), 'is made');
      return EXIT.done;
    });
  },
};
