import { ApiError } from './api-error.ts';

/** What a look shows, `undefined` where it fails: such a look says nothing of what was done before it. */
export async function unlessFailed<Found>(look: Promise<Found>): Promise<Found | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
