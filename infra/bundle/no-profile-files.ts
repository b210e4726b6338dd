/** In the place of the reader of `~/.aws`: where there are no files, nothing is set in them. */
export async function loadSharedConfigFiles(): Promise<object> {
  return { configFile: {}, credentialsFile: {} };
}

/** What stands between the parts of a key in such a file. */
export const CONFIG_PREFIX_SEPARATOR = '.';
