import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StartFailure } from '../../start-failure.ts';

export interface Lock {
  /** Why the folder takes no lock, and so no write either; `undefined` when the lock is held. */
  readonly readOnly?: string | undefined;
  /** Throws when another process can have the file by now, because the lock was removed or replaced. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes this process the only one that uses a file. Node.js has no lock on files of its own; SQLite, which it carries, has the
 * kernel's: the reserved lock of an empty database beside the file (https://www.sqlite.org/lockingv3.html). One process at a time
 * can have it, whatever its TMPDIR, its container or its process ids, and the kernel takes it back however the process ends. So a
 * lock is never stale, and the empty file stays: to remove it would let two processes lock two files of one name.
 *
 * Nothing else in this process may open that file: to close it would end the lock (fcntl(2), "Record locks"). Throws
 * `StartFailure` when another server has the file.
 * @param target The real path of the file.
 * @param path The path as it was given, for the message.
 */
export async function takeLock(target: string, path: string): Promise<Lock> {
  const file = `${target}.lock`;
  let database: DatabaseSync | undefined;
  const release = async () => {
    if (database?.isOpen) database.close();
  };
  try {
    database = openDatabase(file);
    // A journal would be another file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    // Of a file that cannot be written SQLite takes no lock, and does not say so.
    const refusal = await refusalOf(file);
    if (refusal === undefined) return { check: await presenceOf(file), release };
    await release();
    return { readOnly: refusal.message, check: refuse(refusal.message), release };
  } catch (error) {
    await release();
    if (sqliteCode(error) === sqliteBusy) {
      throw new StartFailure(
        `The data file ${path} is in use by another server. Stop that one, or name another file with --data.`,
      );
    }
    const refusal = await refusalOf(dirname(target));
    if (refusal === undefined) {
      const reason = error instanceof Error ? error.message : error;
      throw new StartFailure(`The data file ${path} cannot be locked by ${file} (${reason}).`);
    }
    if (!cannotWrite.includes(refusal.code))
      throw new StartFailure(`The data file ${path} cannot be written (${refusal.message}).`);
    return { readOnly: refusal.message, check: refuse(refusal.message), release };
  }
}

/** A check that a path names the same file as now. */
async function presenceOf(file: string): Promise<Lock['check']> {
  const { dev, ino } = await stat(file);
  return async () => {
    const found = await stat(file).catch(() => undefined);
    if (found?.dev !== dev || found.ino !== ino) throw new Error(`its lock ${file} was removed: start the server again`);
  };
}

function refuse(message: string): Lock['check'] {
  return async () => {
    throw new Error(message);
  };
}

/** Until version 24 Node.js warns that SQLite is an experiment; whoever starts a server cannot do anything about it. */
function openDatabase(file: string): DatabaseSync {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const sqlite = process.getBuiltinModule('node:sqlite');
    if (sqlite === undefined) throw new Error('this Node.js was built without SQLite');
    return new sqlite.DatabaseSync(file);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

const cannotWrite: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

function sqliteCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}

/** Why a file or folder cannot be written; SQLite keeps that to itself. */
async function refusalOf(path: string): Promise<{ readonly code: string; readonly message: string } | undefined> {
  try {
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return { code: codeOf(error), message: error instanceof Error ? error.message : String(error) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
