import {
  ACCESS_SETTINGS,
  PASSWORD_OPTION,
  passwordOption,
  requireArgument,
  requireNamed,
  WHICH_DATABASE,
  withAccess,
} from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { answerMade } from './told.ts';

export const usersSetPassword: Command = {
  name: 'users set-password',
  summary: 'give a user another password, and end lock and sessions',
  description: `Gives a user another password; sessions and a lock end. A password from a file is kept, one that was
made up must be changed.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument: { name: 'user', meaning: 'name, e-mail address or id' },
  options: [PASSWORD_OPTION],
  json: true,
  examples: [
    { line: 'radarstore users set-password admin', meaning: 'whose password nobody knows' },
  ],
  run: async (call) => {
    const name = requireArgument(call, 'name of the user');
    const password = await passwordOption(call);
    return withAccess(call, async ({ parts, by }) => {
      const { resetPassword } = await import('../../inventory/index.ts');
      const { id } = await requireNamed(parts, name);
      const reset = { password, mustChange: password === undefined };
      await answerMade(call, await resetPassword(parts, id, reset, by), 'has another password');
      return EXIT.done;
    });
  },
};
