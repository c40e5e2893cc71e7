/*
 * Plays a virus scanner: scanner.exe FOLDER HOLD TIME opens each new file of data folders below FOLDER without FILE_SHARE_DELETE, and holds it
 * for HOLD ms. Meanwhile nobody can rename or remove that file. Ends after TIME ms and prints how many files it opened.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FILES 20000
#define MOST_HELD 64
#define LONGEST_NAME 256

static char seen[MOST_FILES][LONGEST_NAME];
static int seen_count;
static HANDLE held[MOST_HELD];
static DWORD held_until[MOST_HELD];
static int opened;

static int is_new(const char *name) {
  for (int i = seen_count - 1; i >= 0; i--)
    if (!strcmp(seen[i], name)) return 0;
  if (seen_count < MOST_FILES) strncpy(seen[seen_count++], name, LONGEST_NAME - 1);
  return 1;
}

static void let_go(void) {
  for (int i = 0; i < MOST_HELD; i++)
    if (held[i] && GetTickCount() >= held_until[i]) {
      CloseHandle(held[i]);
      held[i] = 0;
    }
}

static void hold(const char *path, DWORD time) {
  HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, 0, OPEN_EXISTING, 0, 0);
  if (file == INVALID_HANDLE_VALUE) return;
  opened++;
  int i = 0;
  while (i < MOST_HELD && held[i]) i++;
  if (i == MOST_HELD) {
    CloseHandle(file);
    return;
  }
  held[i] = file;
  held_until[i] = GetTickCount() + time;
}

static void scan(const char *folder, DWORD time) {
  char pattern[700];
  WIN32_FIND_DATAA entry;
  snprintf(pattern, sizeof pattern, "%s\\*", folder);
  HANDLE list = FindFirstFileA(pattern, &entry);
  if (list == INVALID_HANDLE_VALUE) return;
  do {
    char path[900];
    snprintf(path, sizeof path, "%s\\%s", folder, entry.cFileName);
    if (!(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) && is_new(path)) hold(path, time);
  } while (FindNextFileA(list, &entry));
  FindClose(list);
  let_go();
}

int main(int count, char **args) {
  if (count < 4) return 2;
  const char *parts[] = {"", "\\live", "\\texts", "\\shared"};
  DWORD time = atoi(args[2]), end = GetTickCount() + atoi(args[3]);
  while (GetTickCount() < end) {
    char pattern[600];
    WIN32_FIND_DATAA entry;
    snprintf(pattern, sizeof pattern, "%s\\covtree-*", args[1]);
    HANDLE list = FindFirstFileA(pattern, &entry);
    if (list != INVALID_HANDLE_VALUE) {
      do {
        for (int i = 0; i < 4; i++) {
          char folder[700];
          snprintf(folder, sizeof folder, "%s\\%s%s", args[1], entry.cFileName, parts[i]);
          scan(folder, time);
        }
      } while (FindNextFileA(list, &entry));
      FindClose(list);
    }
    Sleep(1);
    let_go();
  }
  printf("opened %d\n", opened);
  return 0;
}
