import { RadarError } from '../../core/index.ts';
import {
  ACCESS_SETTINGS,
  PARTITIONS_OPTION,
  partitionsOption,
  requireArgument,
  requireNamed,
  WHICH_DATABASE,
  withAccess,
  wordsOption,
} from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { answerUser } from './told.ts';

export const usersRoles: Command = {
  name: 'users roles',
  summary: 'change what a user may do, and in which partitions',
  description: `Sets all roles of a user, or the partitions to which the user is confined.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument: { name: 'user', meaning: 'name, e-mail address or id' },
  options: [
    { flags: '--set <list>', meaning: 'all roles from now on, with commas between' },
    PARTITIONS_OPTION,
  ],
  json: true,
  examples: [
    { line: 'radarstore users roles bob --set operator', meaning: 'an operator, and no more' },
    { line: 'radarstore users roles bob --partitions all', meaning: 'who sees every partition' },
  ],
  run: async (call) => {
    const name = requireArgument(call, 'name of the user');
    const roles = wordsOption(call, 'set');
    const partitions = partitionsOption(call);
    if (roles === undefined && partitions === undefined) {
      throw new RadarError('USAGE_INVALID', 'Nothing says what changes.', {
        hint: 'Give --set, --partitions or both.',
      });
    }
    return withAccess(call, async ({ parts, by }) => {
      const { changeUser } = await import('../../inventory/index.ts');
      const { id } = await requireNamed(parts, name);
      const user = await changeUser(parts, id, { roles, partitions }, by);
      const where = user.partitions === null ? 'all partitions' : user.partitions.join(', ');
      await answerUser(call, user, `has the roles ${user.roles.join(', ') || '-'} in ${where}`);
      return EXIT.done;
    });
  },
};
