import {
  ACCESS_SETTINGS,
  requireArgument,
  requireNamed,
  WHICH_DATABASE,
  withAccess,
} from '../access/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { answerUser } from './told.ts';

const argument = { name: 'user', meaning: 'name, e-mail address or id' };

async function setActive(call: Call, isActive: boolean): Promise<ExitCode> {
  const name = requireArgument(call, 'name of the user');
  return withAccess(call, async ({ parts, by }) => {
    const { changeUser } = await import('../../inventory/index.ts');
    const { id } = await requireNamed(parts, name);
    const user = await changeUser(parts, id, { isActive }, by);
    await answerUser(call, user, isActive ? 'may log in' : 'is disabled');
    return EXIT.done;
  });
}

export const usersDisable: Command = {
  name: 'users disable',
  summary: 'log a user out everywhere, and let nobody in by that account',
  description: `Disables a user: sessions end, tokens of the user open nothing. Only enabling undoes it.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument,
  json: true,
  examples: [{ line: 'radarstore users disable bob', meaning: 'who left' }],
  run: (call) => setActive(call, false),
};

export const usersEnable: Command = {
  name: 'users enable',
  summary: 'let a user log in again, who was disabled or locked',
  description: `Enables a user, and ends the lock after wrong passwords.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument,
  json: true,
  examples: [{ line: 'radarstore users enable bob', meaning: 'who came back' }],
  run: (call) => setActive(call, true),
};
