import { afterAll } from 'vitest';
import { checkNothingLeftOpen } from './left-open.ts';

afterAll(checkNothingLeftOpen);
