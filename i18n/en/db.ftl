## Place of the data, keys and keystore

error-tenant-key = “{ $given }” cannot be the key of a tenant. Use 1 to 40 lower-case letters a to z, digits and underscores.
error-database-own-mysql = Obhut keeps its own data in SQLite or PostgreSQL, not in MySQL or MariaDB. Name a PostgreSQL address with --database, or leave the option out.
error-folder = The folder { $path } cannot be made. Check the path, the access rights and the free space.
error-key-file = The key file { $path } cannot be read or written. Check the access rights; it must belong to the user that Obhut runs as.
error-key-file-missing = The key file { $path } is missing. Without it protected values cannot be read: put the file back from the backup of the keys.
error-key-file-broken = The key file { $path } is damaged. Put it back from the backup of the keys.
error-keystore-key = A key in the keystore cannot be opened: keystore and key file do not belong together. Put both back from the same backup.
error-sealed-value = A protected value is damaged or belongs elsewhere. Check with “obhut journal verify”, and restore a backup if need be.
