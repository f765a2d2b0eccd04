/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-node"

#include "config.h"

#include "sync/yc-node-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "core/yc-time.h"
#include "vault/yc-hash.h"

/* Sets that arrived before their day. meta "waiting" says which: {"sets": {"<set>/<day>": {"version", "effective_from", "items"}}, "tried",
 * "failed"}, so that a look at it is cheap; "waiting/<set>/<day>" is the document. What waited before there could be several of a set
 * is under the set alone. tried (ms) and failed (a hall-day) tell when sets that were due could not be
 * put in force. Nothing of it is in the journal: there a set appears on its day. */
#define RECORD "waiting"

/* What stood in the way may go in the middle of a day: the last visitor of a queue that is to be closed leaves. */
#define RETRY_MS (15 * YC_NODE_MINUTE)

/* More than anybody reads in a log. */
#define FAULTS_TOLD 10

/* A set in waiting. */
typedef struct
{
  char *key;            /* in the record; owned, or NULL */
  char *set;            /* owned */
  char *day;            /* owned */
  GBytes *bytes;        /* owned; or NULL */
  JsonObject *document; /* owned; or NULL */
  gboolean held;        /* was in waiting before */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->key);
  g_free (waiting->set);
  g_free (waiting->day);
  g_clear_pointer (&waiting->bytes, g_bytes_unref);
  g_clear_pointer (&waiting->document, json_object_unref);
  g_free (waiting);
}

static Waiting *
waiting_new (const char *set, const char *day)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->set = g_strdup (set);
  waiting->day = g_strdup (day);
  return waiting;
}

/* Days of this form are ordered like their texts. */
static int
compare_waiting (gconstpointer a, gconstpointer b)
{
  const Waiting *first = *(const Waiting *const *) a;
  const Waiting *second = *(const Waiting *const *) b;
  int order = strcmp (first->day, second->day);

  return order != 0 ? order : strcmp (first->set, second->set);
}

static char *
document_key (const char *key)
{
  return g_strconcat (RECORD "/", key, NULL);
}

/* *record NULL when nothing is in waiting; transfer full. */
static gboolean
load (YcDb *db, JsonObject **record, GError **error)
{
  return yc_node_get_record (db, RECORD, record, error);
}

static JsonObject *
get_sets (JsonObject *record)
{
  return yc_json_get_object (record, "sets", NULL);
}

/* An entry, borrowed. */
static JsonObject *
get_entry (JsonObject *record, const char *key)
{
  return yc_json_get_object (get_sets (record), key, NULL);
}

static gboolean
save (YcDb *db, JsonObject *record, GError **error)
{
  if (json_object_get_size (get_sets (record)) == 0)
    return yc_node_set_text (db, RECORD, NULL, error);
  return yc_node_set_record (db, RECORD, record, error);
}

static gboolean
remove_entry (YcDb *db, JsonObject *record, const char *key, GError **error)
{
  g_autofree char *document = document_key (key);

  json_object_remove_member (get_sets (record), key);
  return save (db, record, error) && yc_db_set_meta (db, document, NULL, error);
}

/* Sets of the record, without their documents, the earliest first; transfer full. */
static GPtrArray *
list_sets (JsonObject *record)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (waiting_free);
  g_autoptr(GList) keys = record != NULL ? json_object_get_members (get_sets (record)) : NULL;

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *key = l->data;
      g_autofree char *set = g_strndup (key, strcspn (key, "/"));
      Waiting *waiting = waiting_new (set, yc_json_peek_string (get_entry (record, key), "effective_from"));

      waiting->key = g_strdup (key);
      waiting->held = TRUE;
      g_ptr_array_add (list, waiting);
    }
  g_ptr_array_sort (list, compare_waiting);
  return list;
}

/* The one of a set and a day, or NULL. */
static const Waiting *
find_waiting (const GPtrArray *list, const char *set, const char *day)
{
  for (guint i = 0; i < list->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (list, i);

      if (strcmp (waiting->set, set) == 0 && strcmp (waiting->day, day) == 0)
        return waiting;
    }
  return NULL;
}

static gboolean
load_document (YcDb *db, Waiting *waiting, GError **error)
{
  g_autofree char *key = document_key (waiting->key);

  return yc_db_get_meta (db, key, &waiting->bytes, error);
}

static gboolean
find_today (YcDb *db, char day[YC_DAY_LENGTH + 1], GError **error)
{
  YcHall *hall = yc_db_get_hall (db, error);

  if (hall == NULL)
    return FALSE;
  yc_hall_day (yc_env_now_wall (yc_db_get_env (db)), (int) yc_node_policy (hall, "utc_offset_minutes"),
               (int) yc_node_policy (hall, "day_boundary"), day);
  return TRUE;
}

/* Keeping */

static JsonObject *
entry_new (JsonObject *document)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "version", yc_json_peek_string (document, "version"));
  json_object_set_string_member (entry, "effective_from", yc_json_peek_string (document, "effective_from"));
  json_object_set_int_member (entry, "items", json_array_get_length (yc_json_get_array (document, "items", NULL)));
  return entry;
}

gboolean
yc_node_put_waiting (YcDb *db, JsonObject *document, GBytes *bytes, GError **error)
{
  const char *set = yc_json_peek_string (document, "set");
  const char *day = yc_json_peek_string (document, "effective_from");
  g_autofree char *key = g_strconcat (set, "/", day, NULL);
  g_autofree char *place = document_key (key);
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(GPtrArray) list = NULL;
  const Waiting *former;

  if (!load (db, &record, error))
    return FALSE;
  list = list_sets (record);
  former = find_waiting (list, set, day);
  if (former != NULL)
    {
      g_autofree char *there = document_key (former->key);
      g_autoptr(GBytes) held = NULL;

      if (!yc_db_get_meta (db, there, &held, error))
        return FALSE;
      if (held != NULL && g_bytes_equal (held, bytes))
        return TRUE;
      if (!remove_entry (db, record, former->key, error))
        return FALSE;
    }
  if (record == NULL)
    {
      record = json_object_new ();
      json_object_set_object_member (record, "sets", json_object_new ());
    }
  json_object_set_object_member (get_sets (record), key, entry_new (document));
  return save (db, record, error) && yc_db_set_meta (db, place, bytes, error);
}

gboolean
yc_node_settle_waiting (YcDb *db, YcSet set, const char *day, GError **error)
{
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(GPtrArray) list = NULL;

  if (!load (db, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  /* What was in the way of the others may be out of it. */
  json_object_remove_member (record, "tried");
  list = list_sets (record);
  for (guint i = 0; i < list->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (list, i);

      if (strcmp (waiting->set, yc_set_to_string (set)) == 0 && strcmp (waiting->day, day) <= 0 &&
          !remove_entry (db, record, waiting->key, error))
        return FALSE;
    }
  return save (db, record, error);
}

/* Checking: what will happen on each day is tried now. */

static void
add_day_fault (GPtrArray *faults, char *place, const char *day, const char *reason)
{
  g_autofree char *dated = g_strdup_printf ("From %s on, with what is in waiting for that day: %s", day, reason);

  yc_node_add_fault (faults, place, dated);
}

/* Adds to list what is in waiting already for days after today and is not replaced. One that can no longer be read is left out, since it
 * will not be put in force, and said. */
static gboolean
add_held (YcDb *db, const char *today, GPtrArray *list, GPtrArray *warnings, GError **error)
{
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(GPtrArray) sets = NULL;

  if (!load (db, &record, error))
    return FALSE;
  sets = list_sets (record);
  for (guint i = 0; i < sets->len; i++)
    {
      Waiting *held = g_ptr_array_index (sets, i);
      Waiting *waiting;
      const char *text;
      gsize length;

      if (strcmp (held->day, today) <= 0 || find_waiting (list, held->set, held->day) != NULL)
        continue;
      waiting = waiting_new (held->set, held->day);
      waiting->key = g_strdup (held->key);
      waiting->held = TRUE;
      g_ptr_array_add (list, waiting);
      if (!load_document (db, waiting, error))
        return FALSE;
      text = waiting->bytes != NULL ? g_bytes_get_data (waiting->bytes, &length) : NULL;
      waiting->document = text != NULL ? yc_json_parse_object (text, length, &YC_JSON_REFERENCE, NULL) : NULL;
      if (waiting->document != NULL)
        continue;
      if (warnings != NULL)
        add_day_fault (warnings, g_strdup (held->set), held->day, "The document can no longer be read; import it again.");
      g_ptr_array_remove_index (list, list->len - 1);
    }
  return TRUE;
}

/* A version means one thing, on whatever days it is to be in force. */
static void
check_versions (const GPtrArray *list, GPtrArray *faults)
{
  for (guint i = 0; i < list->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (list, i);
      const char *version = yc_json_peek_string (waiting->document, "version");

      for (guint k = 0; !waiting->held && k < list->len; k++)
        {
          const Waiting *other = g_ptr_array_index (list, k);
          g_autofree char *reason = NULL;

          if (k == i || strcmp (other->set, waiting->set) != 0 ||
              g_strcmp0 (yc_json_peek_string (other->document, "version"), version) != 0)
            continue;
          reason = g_strdup_printf ("Version %s is in waiting for %s with other contents; give this one another version, or take that "
                                    "one out of waiting first.", version, other->day);
          yc_node_add_fault (faults, g_strdup_printf ("%s: version", waiting->set), reason);
        }
    }
}

/* Whether its version came into force before with other contents; a fault is added. */
static gboolean
check_taken (YcDb *db, const Waiting *waiting, GPtrArray *warnings, GError **error)
{
  const char *version = yc_json_peek_string (waiting->document, "version");
  g_autofree char *hash = yc_hash_bytes (g_bytes_get_data (waiting->bytes, NULL), g_bytes_get_size (waiting->bytes));
  g_autofree char *reason = NULL;
  char former[YC_HASH_SIZE];
  gboolean found;

  if (version == NULL)
    return TRUE;
  if (!yc_db_find_reference_version (db, waiting->set, version, former, &found, error))
    return FALSE;
  if (!found || strcmp (former, hash) == 0)
    return TRUE;
  reason = g_strdup_printf ("Version %s was imported before with other contents; give this one another version.", version);
  add_day_fault (warnings, g_strdup_printf ("%s: version", waiting->set), waiting->day, reason);
  return TRUE;
}

/* Moves faults over, with the set before the place. */
static void
name_set (const GPtrArray *found, const char *set, GPtrArray *faults)
{
  for (guint i = 0; i < found->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (found, i);

      yc_node_add_fault (faults, g_strdup_printf ("%s: %s", set, fault->place), fault->reason);
    }
}

/* reference with the sets first…end − 1 put on top, or NULL with what is wrong. Transfer full. */
static YcReference *
put_on_top (YcReference *reference, const GPtrArray *list, guint first, guint end, GPtrArray *faults)
{
  g_autoptr(YcReference) result = yc_reference_ref (reference);

  for (guint i = first; i < end; i++)
    {
      const Waiting *waiting = g_ptr_array_index (list, i);
      g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
      YcReference *next = yc_reference_replace (result, waiting->document, found);

      name_set (found, waiting->set, faults);
      if (next == NULL)
        return NULL;
      yc_reference_unref (result);
      result = next;
    }
  return g_steal_pointer (&result);
}

/* Where the sets of one day end. */
static guint
find_end (const GPtrArray *list, guint first)
{
  const char *day = ((const Waiting *) g_ptr_array_index (list, first))->day;
  guint end = first;

  while (end < list->len && strcmp (((const Waiting *) g_ptr_array_index (list, end))->day, day) == 0)
    end++;
  return end;
}

static gboolean
has_new (const GPtrArray *list, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      if (!((const Waiting *) g_ptr_array_index (list, i))->held)
        return TRUE;
    }
  return FALSE;
}

static void
take_faults (GPtrArray *faults, const GPtrArray *found, const char *day)
{
  for (guint i = 0; i < found->len; i++)
    {
      const YcFault *fault = g_ptr_array_index (found, i);

      add_day_fault (faults, g_strdup (fault->place), day, fault->reason);
    }
}

/* With held_too also what is wrong with days that have nothing but what was in waiting before. */
static void
check_days (YcHall *hall, YcReference *now, const GPtrArray *list, gboolean held_too, GPtrArray *faults)
{
  g_autoptr(YcReference) state = yc_reference_ref (now);
  guint end;

  for (guint first = 0; first < list->len; first = end)
    {
      g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
      g_autoptr(YcReference) next = NULL;

      end = find_end (list, first);
      next = put_on_top (state, list, first, end, found);
      if (next != NULL)
        yc_node_check_sets (hall, now, next, found);
      if (found->len == 0)
        {
          yc_reference_unref (state);
          state = g_steal_pointer (&next);
        }
      else if (held_too || has_new (list, first, end))
        take_faults (faults, found, ((const Waiting *) g_ptr_array_index (list, first))->day);
    }
}

gboolean
yc_node_check_waiting (YcDb *db, YcReference *now, const char *today, const GPtrArray *documents, GPtrArray *faults, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (waiting_free);
  YcHall *hall = yc_db_get_hall (db, error);

  if (hall == NULL)
    return FALSE;
  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = g_ptr_array_index (documents, i);
      Waiting *waiting = waiting_new (yc_json_peek_string (document, "set"), yc_json_peek_string (document, "effective_from"));

      waiting->document = json_object_ref (document);
      g_ptr_array_add (list, waiting);
    }
  if (!add_held (db, today, list, NULL, error))
    return FALSE;
  g_ptr_array_sort (list, compare_waiting);
  check_versions (list, faults);
  check_days (hall, now, list, FALSE, faults);
  return TRUE;
}

gboolean
yc_node_warn_waiting (YcDb *db, GPtrArray *warnings, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (waiting_free);
  char today[YC_DAY_LENGTH + 1];
  YcHall *hall;

  if (!find_today (db, today, error) || !add_held (db, today, list, warnings, error))
    return FALSE;
  g_ptr_array_sort (list, compare_waiting);
  for (guint i = 0; i < list->len; i++)
    {
      if (!check_taken (db, g_ptr_array_index (list, i), warnings, error))
        return FALSE;
    }
  hall = yc_db_get_hall (db, error);
  if (hall == NULL)
    return FALSE;
  if (list->len > 0)
    check_days (hall, yc_hall_get_reference (hall), list, TRUE, warnings);
  return TRUE;
}

/* Putting in force */

/* Those whose day has come, with their documents; transfer full. */
static GPtrArray *
find_due (YcDb *db, JsonObject *record, const char *today, GError **error)
{
  g_autoptr(GPtrArray) list = list_sets (record);
  guint n = 0;

  while (n < list->len && strcmp (((const Waiting *) g_ptr_array_index (list, n))->day, today) <= 0)
    {
      if (!load_document (db, g_ptr_array_index (list, n), error))
        return NULL;
      n++;
    }
  g_ptr_array_set_size (list, n);
  return g_steal_pointer (&list);
}

/* A fault as a part of the warning: the document is named by its set. What is wrong with staff names people, and is not for a log. */
static void
tell_fault (GString *said, const YcFault *fault, const GPtrArray *due, guint first)
{
  const char *place = fault->place;
  const char *set = "";
  char *rest = NULL;

  if (g_str_has_prefix (place, "documents["))
    {
      guint64 index = g_ascii_strtoull (place + strlen ("documents["), &rest, 10);

      set = ((const Waiting *) g_ptr_array_index (due, first + (guint) index))->set;
      place = rest + 1;
    }
  if (g_str_has_prefix (*set != '\0' ? set : place, "staff"))
    g_string_append (said, " A fault concerns staff.");
  else
    g_string_append_printf (said, " %s%s: %s", set, place, fault->reason);
}

static void
tell_faults (GString *said, const GPtrArray *faults, const GPtrArray *due, guint first)
{
  for (guint i = 0; i < MIN (faults->len, FAULTS_TOLD); i++)
    tell_fault (said, g_ptr_array_index (faults, i), due, first);
  if (faults->len > FAULTS_TOLD)
    g_string_append_printf (said, " There are %u more.", faults->len - FAULTS_TOLD);
}

/* The sets first…end − 1 as one import; what is in the way is added to said. */
static gboolean
put_in_force (YcDb *db, const GPtrArray *due, guint first, guint end, GString *said, GError **error)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);

  for (guint i = first; i < end; i++)
    {
      const Waiting *waiting = g_ptr_array_index (due, i);

      g_ptr_array_add (documents, waiting->bytes != NULL ? g_bytes_ref (waiting->bytes) : g_bytes_new_static ("", 0));
    }
  if (!yc_node_put_held (db, documents, ((const Waiting *) g_ptr_array_index (due, end - 1))->day, faults, error))
    return FALSE;
  tell_faults (said, faults, due, first);
  return TRUE;
}

/* Sets of several days may be due when the node was not running, or when something was in the way: it must not be in the way of the
 * others, so that each day is tried alone then, the earliest first; and so it is when a set is due for two of them. */
static gboolean
put_all_in_force (YcDb *db, const GPtrArray *due, GString *said, GError **error)
{
  guint end;

  if (!put_in_force (db, due, 0, due->len, said, error))
    return FALSE;
  if (said->len == 0 || find_end (due, 0) == due->len)
    return TRUE;
  g_string_truncate (said, 0);
  for (guint first = 0; first < due->len; first = end)
    {
      end = find_end (due, first);
      if (!put_in_force (db, due, first, end, said, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_tried (JsonObject *record, const char *today, gint64 now)
{
  gint64 since = now - yc_json_peek_int (record, "tried");

  return json_object_has_member (record, "tried") && g_strcmp0 (yc_json_peek_string (record, "failed"), today) == 0 &&
         since >= 0 && since < RETRY_MS;
}

/* The record is read again: sets may have left it. */
static gboolean
note_failure (YcDb *db, const char *today, gint64 now, const char *said, GError **error)
{
  g_autoptr(JsonObject) record = NULL;

  if (!load (db, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  if (g_strcmp0 (yc_json_peek_string (record, "failed"), today) != 0)
    g_warning ("Reference sets in waiting are due and could not be put in force; what was in force stays.%s", said);
  json_object_set_string_member (record, "failed", today);
  json_object_set_int_member (record, "tried", now);
  return save (db, record, error);
}

gboolean
yc_node_put_due (YcDb *db, GError **error)
{
  gint64 now = yc_env_now_wall (yc_db_get_env (db));
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(GPtrArray) due = NULL;
  g_autoptr(GString) said = g_string_new (NULL);
  char today[YC_DAY_LENGTH + 1];

  if (!load (db, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;
  if (!find_today (db, today, error))
    return FALSE;
  if (is_tried (record, today, now))
    return TRUE;
  due = find_due (db, record, today, error);
  if (due == NULL)
    return FALSE;
  if (due->len == 0)
    return TRUE;
  return put_all_in_force (db, due, said, error) && (said->len == 0 || note_failure (db, today, now, said->str, error));
}

/* What the administrator sees of it */

static JsonObject *
entry_to_json (JsonObject *record, const Waiting *waiting, const char *today)
{
  JsonObject *entry = get_entry (record, waiting->key);
  JsonObject *object = json_object_new ();
  const char *day = yc_json_peek_string (entry, "effective_from");

  json_object_set_string_member (object, "set", waiting->set);
  json_object_set_string_member (object, "version", yc_json_peek_string (entry, "version"));
  json_object_set_string_member (object, "effective_from", day);
  json_object_set_int_member (object, "items", yc_json_peek_int (entry, "items"));
  json_object_set_boolean_member (object, "due", strcmp (day, today) <= 0);
  return object;
}

YcReply *
yc_node_list_waiting (YcDb *db, const YcCaller *caller, GError **error)
{
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(GPtrArray) list = NULL;
  char today[YC_DAY_LENGTH + 1];
  YcReply *reply;
  JsonObject *body;
  JsonArray *array;

  g_return_val_if_fail (db != NULL && caller != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL)
    return reply;
  if (!load (db, &record, error) || !find_today (db, today, error))
    return NULL;
  list = list_sets (record);
  array = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (array, entry_to_json (record, g_ptr_array_index (list, i), today));
  body = json_object_new ();
  json_object_set_array_member (body, "waiting", array);
  return yc_reply_new (body);
}

YcReply *
yc_node_drop_waiting (YcDb *db, const YcCaller *caller, const char *set, GError **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_fault_free);
  g_autoptr(JsonObject) record = NULL;
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GPtrArray) list = NULL;
  char today[YC_DAY_LENGTH + 1];
  JsonArray *dropped;
  YcReply *reply;

  g_return_val_if_fail (db != NULL && caller != NULL && set != NULL, NULL);

  reply = yc_node_check_administrator (caller);
  if (reply != NULL)
    return reply;
  if (!load (db, &record, error) || !find_today (db, today, error))
    return NULL;
  list = list_sets (record);
  body = json_object_new ();
  dropped = json_array_new ();
  json_object_set_array_member (body, "dropped", dropped);
  for (guint i = 0; i < list->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (list, i);

      if (strcmp (waiting->set, set) != 0)
        continue;
      json_array_add_object_element (dropped, entry_to_json (record, waiting, today));
      if (!remove_entry (db, record, waiting->key, error))
        return NULL;
    }
  if (json_array_get_length (dropped) == 0)
    return yc_reply_new_problem (404, "/problems/reference", "Nothing of this reference set is in waiting.", NULL);
  if (!yc_node_warn_waiting (db, warnings, error))
    return NULL;
  if (warnings->len > 0)
    json_object_set_array_member (body, "warnings", yc_node_faults_to_json (warnings));
  return yc_reply_new (g_steal_pointer (&body));
}
