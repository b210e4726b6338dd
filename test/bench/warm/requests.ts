import { compliant, refused } from '../../support/pipelines.ts';
import { creation, reading } from '../events.ts';

/** What is asked over and over. */
export const requests = { create: creation(compliant), refusal: creation(refused), get: reading('web-base') };
