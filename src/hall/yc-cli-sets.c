/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-cli"

#include "config.h"

#include "hall/yc-cli-sets.h"

#include <string.h>

#include "core/yc-catalogue.h"
#include "core/yc-json.h"
#include "core/yc-time.h"
#include "hall/yc-cli.h"
#include "hall/yc-hall-error.h"
#include "vault/yc-hash.h"
#include "vault/yc-system-env.h"

/* The node takes no larger body. */
#define DOCUMENT_MAX (32 * 1024 * 1024)

/* So much of a hash tells one catalogue from another. */
#define TAG_DIGITS 12

static void
set_file_free (gpointer data)
{
  YcSetFile *file = data;

  g_free (file->path);
  g_free (file->text);
  g_free (file);
}

static YcSetFile *
read_file (const char  *path,
           GError     **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  YcSetFile *file = NULL;

  text = yc_cli_read_document (path, FALSE, DOCUMENT_MAX, &length, error);
  if (text == NULL)
    return NULL;
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, YC_HALL_ERROR, YC_HALL_ERROR_FAILED, "%s is not UTF-8 text.", path);
      return NULL;
    }
  file = g_new0 (YcSetFile, 1);
  file->path = g_strdup (path);
  file->text = g_steal_pointer (&text);
  return file;
}

/* Sets are objects. Only what begins otherwise is parsed here: what is handed on stays as it is, byte for byte. */
static gboolean
may_be_catalogue (const YcSetFile *file)
{
  return file->text[strspn (file->text, " \t\r\n")] == '[';
}

static JsonNode *
parse (const YcSetFile  *file,
       GError          **error)
{
  JsonNode *node = yc_json_parse (file->text, strlen (file->text), &YC_JSON_REFERENCE, error);

  if (node == NULL)
    g_prefix_error (error, "%s: ", file->path);
  return node;
}

/* The set "matters" among the files, or NULL. One that cannot be read is told by who reads the sets. */
static YcSetFile *
find_matters (const GPtrArray  *files,
              JsonNode        **document)
{
  for (guint i = 0; i < files->len; i++)
    {
      YcSetFile *file = g_ptr_array_index (files, i);
      g_autoptr(JsonNode) node = may_be_catalogue (file) ? NULL : yc_json_parse (file->text, strlen (file->text), &YC_JSON_REFERENCE, NULL);

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)
          && g_strcmp0 (yc_json_peek_string (json_node_get_object (node), "set"), "matters") == 0)
        {
          *document = g_steal_pointer (&node);
          return file;
        }
    }
  return NULL;
}

/* A set of its own, in force from today on. */
static JsonNode *
make_matters (void)
{
  g_autoptr(JsonObject) object = json_object_new ();
  char today[YC_DAY_LENGTH + 1];

  yc_hall_day (yc_env_now_wall (yc_system_env ()), 0, 0, today);
  json_object_set_string_member (object, "set", "matters");
  json_object_set_string_member (object, "version", "catalogue");
  json_object_set_string_member (object, "effective_from", today);
  json_object_set_array_member (object, "items", json_array_new ());
  return json_node_init_object (json_node_alloc (), object);
}

/* Whose place is in the catalogue itself. */
static void
take_faults (GPtrArray  *faults,
             GPtrArray  *found,
             const char *path)
{
  for (guint i = 0; i < found->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (found, i);
      YcFault *copy = g_new0 (YcFault, 1);

      copy->place = g_strdup_printf ("%s: %s", path, fault->place);
      copy->reason = g_strdup (fault->reason);
      g_ptr_array_add (faults, copy);
    }
}

/* Adds the catalogue's matters, and its mark to the version: other contents are another version. */
static void
join (JsonObject      *document,
      const YcSetFile *file,
      JsonArray       *catalogue,
      GPtrArray       *faults)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autofree char *hash = yc_hash_bytes (file->text, strlen (file->text));
  const char *version = yc_json_peek_string (document, "version");
  JsonArray *items = yc_json_get_array (document, "items", NULL);
  g_autofree char *both = NULL;

  /* What is no version or has no items is told by who reads the set. */
  if (items == NULL || version == NULL)
    return;
  yc_catalogue_add (catalogue, items, found);
  take_faults (faults, found, file->path);
  both = g_strdup_printf ("%s.%.*s", version, TAG_DIGITS, hash);
  json_object_set_string_member (document, "version", both);
}

static gboolean
join_catalogues (GPtrArray  *files,
                 GPtrArray  *faults,
                 GError    **error)
{
  g_autoptr(JsonNode) document = NULL;
  YcSetFile *matters = find_matters (files, &document);

  for (guint i = 0; i < files->len; i++)
    {
      YcSetFile *file = g_ptr_array_index (files, i);
      g_autoptr(JsonNode) node = NULL;

      if (file == matters || !may_be_catalogue (file))
        continue;
      node = parse (file, error);
      if (node == NULL)
        return FALSE;
      if (document == NULL)
        document = make_matters ();
      join (json_node_get_object (document), file, json_node_get_array (node), faults);
      if (matters != NULL)
        g_ptr_array_remove_index (files, i--);
      else
        matters = file;
    }
  if (matters != NULL && document != NULL)
    {
      g_free (matters->text);
      matters->text = yc_json_write (document);
    }
  return TRUE;
}

static gboolean
has_catalogue (const GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      if (may_be_catalogue (g_ptr_array_index (files, i)))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
yc_cli_read_sets (int         n,
                  char      **paths,
                  GPtrArray  *faults,
                  GError    **error)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (set_file_free);

  for (int i = 0; i < n; i++)
    {
      YcSetFile *file = read_file (paths[i], error);

      if (file == NULL)
        return NULL;
      g_ptr_array_add (files, file);
    }
  if (has_catalogue (files) && !join_catalogues (files, faults, error))
    return NULL;
  return g_steal_pointer (&files);
}
