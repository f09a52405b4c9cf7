/** A file system that is mounted somewhere. */
export interface Mount {
  /** Device number, the same for every mount of one file system. */
  readonly device: string;
  /** What of the file system is mounted: `/`, or a folder of it for a bind mount. */
  readonly root: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly source: string;
}

/** File systems that hold data without a block device of their own. */
const WITHOUT_DEVICE =
  /^(zfs|bcachefs|nfs4?|cifs|smb3|smbfs|ceph|lustre|gpfs|beegfs|afs|9p|virtiofs|vboxsf|fuse\..+)$/;

/** Read-only images, always full by nature, and views of what is told elsewhere. */
const NOT_TOLD =
  /^(squashfs|erofs|iso9660|cramfs|romfs|udf|fuse\.(lxcfs|gvfsd-fuse|portal|snapfuse|fuse-overlayfs|overlayfs))$/;

const LINE = /^\d+ \d+ (\S+) (\S+) (\S+) \S+ (?:\S+ )*?- (\S+) (\S*) \S*$/;

/** Lines of /proc/self/mountinfo; names in it have blanks and backslashes as octal numbers. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const parts = LINE.exec(line);
    if (parts === null) return [];
    const [device = '', root = '', mountPoint = '', type = '', source = ''] = parts
      .slice(1)
      .map(unescapeOctal);
    return [{ device, root, mountPoint, type, source }];
  });
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/**
 * The mounts of file systems that hold data. An overlay only repeats the file system below it,
 * except as the root of a container, where the one below is not seen.
 */
export function dataMounts(mounts: readonly Mount[]): Mount[] {
  // What was mounted last on a mount point covers the others.
  const visible = new Map(mounts.map((mount) => [mount.mountPoint, mount]));
  return [...visible.values()].filter(({ mountPoint, type, source }) => {
    if (type === 'overlay') return mountPoint === '/';
    if (NOT_TOLD.test(type)) return false;
    return source.startsWith('/dev/') || WITHOUT_DEVICE.test(type);
  });
}

/** Each file system once, in the order of the mount points. */
export function oncePerDevice(mounts: readonly Mount[]): Mount[] {
  const chosen = new Map<string, Mount>();
  for (const mount of mounts) {
    const known = chosen.get(mount.device);
    if (known === undefined || isBetter(mount, known)) chosen.set(mount.device, mount);
  }
  return [...chosen.values()].sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1));
}

/** The whole file system rather than a folder of it, then the shorter name. */
function isBetter(mount: Mount, than: Mount): boolean {
  if (isBind(mount) !== isBind(than)) return isBind(than);
  const shorter = than.mountPoint.length - mount.mountPoint.length;
  return shorter !== 0 ? shorter > 0 : mount.mountPoint < than.mountPoint;
}

/** Only a folder or a file of the file system is mounted. */
export function isBind({ root }: Mount): boolean {
  return root !== '/';
}

/** Whether asking for its space may hang, because a server or a program has to answer. */
export function mayHang({ type, source }: Mount): boolean {
  if (type.startsWith('fuse') && type !== 'fuseblk') return true;
  return !source.startsWith('/dev/') && !['zfs', 'bcachefs', 'overlay'].includes(type);
}
