/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-reference"

#include "config.h"

#include "core/yc-reference-private.h"

#include <string.h>

#include "core/yc-uuid.h"

/* Of one list; a province has fewer regimes, a hall fewer departments. */
#define REGIMES_MAX 100
#define RIGHTS_MAX  500
/* The verb of a reason that is a ground of non-acceptance (不予受理). */
#define NOT_ACCEPT  "not_accept"

/* What only a ground of non-acceptance has. */
static void
read_ground (const YcItem *item, YcReason *reason)
{
  static const char *const members[] = { "regimes", "right_office", "article", "lists_all_missing" };
  guint before = item->faults->len;

  reason->regimes = yc_item_codes (item, "regimes", REGIMES_MAX);
  reason->right_office = yc_item_bool (item, "right_office", FALSE);
  reason->article = yc_item_names_or_none (item, "article");
  reason->lists_all_missing = yc_item_bool (item, "lists_all_missing", FALSE);
  if (strcmp (reason->kind, NOT_ACCEPT) == 0)
    {
      if (reason->regimes[0] == NULL && item->faults->len == before)
        yc_item_fault (item, "regimes", "A ground of non-acceptance must name the regimes it belongs to.");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (yc_item_has (item, members[i]))
        yc_item_fault (item, members[i], "Belongs to a ground of non-acceptance only, whose kind is not_accept.");
    }
}

gpointer
yc_reason_read (const YcItem *item)
{
  YcReason *reason = g_new0 (YcReason, 1);

  reason->id = yc_item_code (item, "id");
  reason->kind = yc_item_code (item, "kind");
  reason->name = yc_item_name (item);
  reason->needs_note = yc_item_bool (item, "needs_note", FALSE);
  reason->keeps_place = yc_item_bool (item, "keeps_place", FALSE);
  reason->needs_supervisor = yc_item_bool (item, "needs_supervisor", FALSE);
  reason->not_told_once = yc_item_bool (item, "counts_as_not_told_once", FALSE);
  read_ground (item, reason);
  return reason;
}

void
yc_reason_free (gpointer data)
{
  YcReason *reason = data;

  g_free (reason->id);
  g_free (reason->kind);
  yc_text_clear (&reason->name);
  g_strfreev (reason->regimes);
  yc_text_clear (&reason->article);
  g_free (reason);
}

gpointer
yc_department_read (const YcItem *item)
{
  YcDepartment *department = g_new0 (YcDepartment, 1);

  department->id = yc_item_code (item, "id");
  department->name = yc_item_name (item);
  department->uscc = yc_item_text_or_null (item, "uscc");
  department->telephone = yc_item_text_or_null (item, "telephone");
  department->complaint_phone = yc_item_text_or_null (item, "complaint_phone");
  return department;
}

void
yc_department_free (gpointer data)
{
  YcDepartment *department = data;

  g_free (department->id);
  yc_text_clear (&department->name);
  g_free (department->uscc);
  g_free (department->telephone);
  g_free (department->complaint_phone);
  g_free (department);
}

const YcDepartment *
yc_reference_get_department (YcReference *reference, const char *id)
{
  YcDepartment probe = { .id = (char *) id };

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_reference_find (reference, YC_SET_DEPARTMENTS, &probe, yc_item_compare_ids);
}

static gpointer
read_right (const YcItem *item)
{
  YcRight *right = g_new0 (YcRight, 1);

  right->department = yc_item_code (item, "department");
  right->may_receive = yc_item_bool (item, "may_receive", FALSE);
  right->may_accept = yc_item_bool (item, "may_accept", FALSE);
  return right;
}

static void
right_clear (gpointer data)
{
  g_free (((YcRight *) data)->department);
}

static GArray *
read_rights (const YcItem *item)
{
  static const YcListShape shape = { 0, RIGHTS_MAX, "department", read_right, g_free };
  GPtrArray *list = yc_item_list (item, "departments", &shape);
  GArray *rights = g_array_new (FALSE, FALSE, sizeof (YcRight));

  /* What the elements point to goes over to the array. */
  for (guint i = 0; i < list->len; i++)
    g_array_append_vals (rights, g_ptr_array_index (list, i), 1);
  g_array_set_clear_func (rights, right_clear);
  g_ptr_array_unref (list);
  return rights;
}

gpointer
yc_staff_item_read (const YcItem *item)
{
  static const char *const roles[] = { "clerk", "receptionist", "supervisor", NULL };
  YcStaffItem *staff = g_new0 (YcStaffItem, 1);
  g_autofree char *id = yc_item_text (item, "id");

  staff->id = g_strdup (g_str_has_prefix (id, "staff/") ? id + strlen ("staff/") : id);
  if (id[0] != '\0' && !yc_uuid_is_valid (staff->id))
    yc_item_fault (item, "id", "Must be a UUID of version 7, with or without \"staff/\" before it.");
  staff->number = yc_item_code (item, "number");
  /* Names of people stand in an object of their own, unlike those of things. */
  staff->name = yc_item_names (item, "name");
  staff->role = g_strdup (roles[yc_item_word (item, "role", roles)]);
  staff->queues = yc_item_queues (item);
  staff->active = yc_item_bool (item, "active", TRUE);
  staff->rights = read_rights (item);
  return staff;
}

void
yc_staff_item_free (gpointer data)
{
  YcStaffItem *staff = data;

  g_free (staff->id);
  g_free (staff->number);
  yc_text_clear (&staff->name);
  g_free (staff->role);
  g_strfreev (staff->queues);
  g_array_unref (staff->rights);
  g_free (staff);
}

int
yc_staff_item_compare (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const YcStaffItem *const *) a)->number, (*(const YcStaffItem *const *) b)->number);
}

const char *
yc_staff_item_key (gconstpointer data, char buffer[])
{
  return ((const YcStaffItem *) data)->number;
}

void
yc_staff_item_check_ids (const GPtrArray *staff, GPtrArray *faults)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < staff->len; i++)
    {
      const YcStaffItem *item = g_ptr_array_index (staff, i);

      if (item->id[0] != '\0' && !g_hash_table_add (seen, item->id))
        yc_faults_add (faults, g_strdup_printf ("items[%u].id", i), "Stands here twice.");
    }
}

const YcStaffItem *
yc_reference_get_nth_staff (YcReference *reference, guint n)
{
  g_return_val_if_fail (reference != NULL, NULL);

  return yc_reference_get_nth (reference, YC_SET_STAFF, n);
}

const YcStaffItem *
yc_reference_get_staff (YcReference *reference, const char *id)
{
  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return yc_items_find_id (reference->items[YC_SET_STAFF], id);
}

gboolean
yc_staff_item_may (const YcStaffItem *staff, const char *department, gboolean accept)
{
  g_return_val_if_fail (staff != NULL, FALSE);
  g_return_val_if_fail (department != NULL, FALSE);

  for (guint i = 0; i < staff->rights->len; i++)
    {
      const YcRight *right = &g_array_index (staff->rights, YcRight, i);

      if (strcmp (right->department, department) == 0)
        return right->may_accept || (right->may_receive && !accept);
    }
  return FALSE;
}
